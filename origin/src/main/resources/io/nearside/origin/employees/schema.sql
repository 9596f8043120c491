-- The schema of the "employees" sample database, as it has been published for MySQL since 2008.
DROP DATABASE IF EXISTS employees;
CREATE DATABASE employees CHARACTER SET utf8mb4;

CREATE TABLE employees.employees (
  emp_no     INT            NOT NULL,
  birth_date DATE           NOT NULL,
  first_name VARCHAR(14)    NOT NULL,
  last_name  VARCHAR(16)    NOT NULL,
  gender     ENUM('M', 'F') NOT NULL,
  hire_date  DATE           NOT NULL,
  PRIMARY KEY (emp_no)
);

CREATE TABLE employees.departments (
  dept_no   CHAR(4)     NOT NULL,
  dept_name VARCHAR(40) NOT NULL,
  PRIMARY KEY (dept_no),
  UNIQUE KEY dept_name (dept_name)
);

CREATE TABLE employees.dept_manager (
  emp_no    INT     NOT NULL,
  dept_no   CHAR(4) NOT NULL,
  from_date DATE    NOT NULL,
  to_date   DATE    NOT NULL,
  PRIMARY KEY (emp_no, dept_no),
  KEY dept_no (dept_no),
  CONSTRAINT dept_manager_ibfk_1 FOREIGN KEY (emp_no) REFERENCES employees.employees (emp_no) ON DELETE CASCADE,
  CONSTRAINT dept_manager_ibfk_2 FOREIGN KEY (dept_no) REFERENCES employees.departments (dept_no) ON DELETE CASCADE
);

CREATE TABLE employees.dept_emp (
  emp_no    INT     NOT NULL,
  dept_no   CHAR(4) NOT NULL,
  from_date DATE    NOT NULL,
  to_date   DATE    NOT NULL,
  PRIMARY KEY (emp_no, dept_no),
  KEY dept_no (dept_no),
  CONSTRAINT dept_emp_ibfk_1 FOREIGN KEY (emp_no) REFERENCES employees.employees (emp_no) ON DELETE CASCADE,
  CONSTRAINT dept_emp_ibfk_2 FOREIGN KEY (dept_no) REFERENCES employees.departments (dept_no) ON DELETE CASCADE
);

CREATE TABLE employees.titles (
  emp_no    INT         NOT NULL,
  title     VARCHAR(50) NOT NULL,
  from_date DATE        NOT NULL,
  to_date   DATE,
  PRIMARY KEY (emp_no, title, from_date),
  CONSTRAINT titles_ibfk_1 FOREIGN KEY (emp_no) REFERENCES employees.employees (emp_no) ON DELETE CASCADE
);

CREATE TABLE employees.salaries (
  emp_no    INT  NOT NULL,
  salary    INT  NOT NULL,
  from_date DATE NOT NULL,
  to_date   DATE NOT NULL,
  PRIMARY KEY (emp_no, from_date),
  CONSTRAINT salaries_ibfk_1 FOREIGN KEY (emp_no) REFERENCES employees.employees (emp_no) ON DELETE CASCADE
);

CREATE VIEW employees.dept_emp_latest_date AS
  SELECT emp_no, MAX(from_date) AS from_date, MAX(to_date) AS to_date
  FROM employees.dept_emp
  GROUP BY emp_no;

CREATE VIEW employees.current_dept_emp AS
  SELECT l.emp_no, d.dept_no, l.from_date, l.to_date
  FROM employees.dept_emp d
  INNER JOIN employees.dept_emp_latest_date l
    ON d.emp_no = l.emp_no AND d.from_date = l.from_date AND l.to_date = d.to_date;
